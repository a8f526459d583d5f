"""抹除: a leak is removed everywhere at once; what stays is who did it, when and why, and a hash."""
