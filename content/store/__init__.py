"""What a terminal keeps: library.sqlite (written by sync, read by kiosk and boards) and outbox.sqlite."""
