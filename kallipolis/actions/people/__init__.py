"""What is done about people: signing in, their accounts, invitations, roles, and the people of a demonstration."""
