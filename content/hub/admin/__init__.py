"""The admin as clerks and reviewers meet it: what is added to Wagtail's, and what is taken away."""
