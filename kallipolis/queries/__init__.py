"""What a given reader may see, as frozen rows; nothing here changes anything."""
