"""What banks write: references, and statements of accounts. Pure reading, no database."""
