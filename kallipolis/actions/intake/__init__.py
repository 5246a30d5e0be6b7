"""The post room: messages are taken in as they are, opened later, and what they became is put on the record."""
