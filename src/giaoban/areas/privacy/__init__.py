"""What people may ask of their own data: blanked where it is kept, and in the journal that remembers it."""
