"""Verification of political standards: cases by purpose, requests to other places with their answers, conclusions."""
