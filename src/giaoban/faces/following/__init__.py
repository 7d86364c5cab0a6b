"""Who follows a hall is told of each change the moment it is made, in front of Django: one picture for everybody."""
