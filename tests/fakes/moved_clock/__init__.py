"""What a process needs whose clock is moved by libfaketime; see ``sitecustomize``."""
