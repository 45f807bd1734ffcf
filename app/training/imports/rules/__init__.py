"""Pure decisions about files: columns, cells, and what a row would do."""
