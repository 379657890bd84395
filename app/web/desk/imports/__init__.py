"""Files of others, brought to the desk as drafts."""
