// Lists: filters answer at once. Every list works without this file.
