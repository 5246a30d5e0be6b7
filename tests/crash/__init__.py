"""A site whose processes are killed at random while it works; afterwards nothing may be half done."""
