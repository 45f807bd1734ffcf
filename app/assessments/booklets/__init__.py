"""Paper versions of a sitting: printed booklets, answer sheets and keys, and entering the answers afterwards."""
