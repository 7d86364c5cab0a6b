"""How Vietnamese is spelled: which syllables can be written, and which two of them are a word; pure, with lists of our own."""
