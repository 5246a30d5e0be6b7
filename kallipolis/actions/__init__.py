"""What is done in the house: one function is one deed of one actor, under `@deed`; nothing else writes."""
