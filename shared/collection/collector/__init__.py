"""What a collecting process needs: the lead, its record, its bill, and how it ends."""
