"""How the shopper talks: conversational quality, measured on transcripts by plain functions."""
