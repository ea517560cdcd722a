"""Signing in: tokens of Microsoft Entra for an application."""
