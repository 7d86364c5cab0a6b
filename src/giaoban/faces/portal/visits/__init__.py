"""Visit statistics: what is counted, how, and what stays (definitions: the page “Cách tính”)."""
