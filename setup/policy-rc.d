#!/bin/sh
# Stands in /usr/sbin only while set-up installs packages: no service that comes with them may start.
exit 101
