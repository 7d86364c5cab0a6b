"""The repeated shape, once: a register declares its columns, acts and indicators; pages, forms, sheets and tests follow."""
