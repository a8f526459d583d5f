"""Reading what clerks bring: the words in Word, Excel and PDF files and in plain texts, within limits."""
