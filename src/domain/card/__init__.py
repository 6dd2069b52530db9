"""One identity card, from the machine that wrote it to the day it is taken back or destroyed."""
