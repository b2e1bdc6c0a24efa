//! The vectors, through every way to ask.
