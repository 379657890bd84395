"""What the library and the compare area share: how published words, dates and addresses are shown to readers."""
