"""How the site is set up: settings, addresses, server entry and console. The package `kallipolis` never imports it."""
