"""One operator's command a module; the work itself lives in the rows below."""
