#!/bin/sh
. "$(dirname "$0")/lib.sh"

vault
stripe One
stripe Two
exits 0 status
says "Default: 2 connections, all active"
says_not overdue
exits 0 edit One --rotate-by 2020-01-31
exits 0 status
says "all active, 1 overdue"
says_not "within 7 days"
exits 0 edit Two --rotate-by "$(date -u +%Y-%m-%d)"
exits 0 status
says ", 1 overdue, 1 ends within 7 days"
exits 0 status --json
says '"expiring":	2'
says '"overdue":	1'
finish
