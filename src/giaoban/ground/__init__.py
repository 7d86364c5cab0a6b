"""What every act stands on: journal, units, people, regulations, access, locks, and the one way anything is written."""
