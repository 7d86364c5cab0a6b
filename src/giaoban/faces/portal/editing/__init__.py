"""How the portal is written: forms, panels, pasting, drafts, approvals, schedule, links."""
