"""QTI of 1EdTech: 2.1, 2.2 and 3.0, single items and packages; of 1.2 what its systems share."""
