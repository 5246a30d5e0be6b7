"""Runs the programme from a console; the commands live in the folder beside this file."""
