"""Pages and forms for people; asks queries and actions, never the tables."""
