"""The county's hub: clerks write, two reviewers approve, the signer releases. Nothing outside imports it."""
