-- What an exchange is about to write into a data file, as a JSON array: stored before it is
-- written, and gone when the exchange has stored what became of it.
CREATE TABLE promise (
    file  {int} PRIMARY KEY REFERENCES data_file (id),
    lines {text} NOT NULL
) {strict};
