"""The library as files: every page that stays as it is, for any web server, or to be opened from a folder."""
