# The address database and its records.

office-unreachable = The database server does not answer ({ $detail }).
    .do = Check address and port, and whether the server is running.
office-wrong-password = The database server does not accept user or password (user { $user }).
    .do = Check user and password in the database's address or in PGPASSWORD.
office-no-such-database = The server has no database { $name }.
    .do = Create it, for example with createdb, or check the name.
office-bad-url = The database's address cannot be understood ({ $detail }).
    .do = It looks like postgres://user@server/database, or is the path of a file.
office-tls = The encrypted connection to the server could not be made ({ $detail }).
    .do = Check sslmode and sslrootcert in the database's address.
office-encoding = The server's database does not hold Unicode but { $encoding }.
    .do = Create a database with the encoding UTF8.
office-is-directory = This is a folder, not a database.
    .do = Name a file, for example { $path }/office.db.
office-cannot-open = The database cannot be created or opened ({ $detail }).
    .do = Check that the folder exists and that you may write in it.
office-not-a-database = This is not a database.
    .do = Name another file with --office; a new one is created.
office-not-an-office = The database belongs to another program; it stays as it is.
    .do = Name another database with --office; a new one is created.
office-read-only = The database can only be read.
    .do = Check the permissions of the file and its folder.
office-newer = The database comes from a newer version of the program (state { $found }, known is { $known }).
    .do = Use the newer version of Gleichstand.
office-disk-full = There is no space left on the disk for the database.
    .do = Make room and try again.
office-busy = Another program writes to the database and did not finish in time.
    .do = Try again in a moment.
office-damaged = The database is damaged ({ $detail }).
    .do = Restore a backup.
office-failed = The database says: { $detail }
    .do = Try again; if that does not help, check the database.
run-locked = There is already an { $job } of { $file } under way (since { $since }, process { $pid } { $host }).
    .do = Wait until it has ended.
run-locked-by-unknown = There is already an import, export or sync with this database under way.
    .do = Wait until it has ended.

record-stale = The record { $which } was changed by somebody else meanwhile; nothing was written.
    .do = Look at it again and repeat the change.
number-taken = { $name_is ->
        [nothing] The number { $number } is given out already.
       *[other] The number { $number } belongs to { $name }.
    }
    .do = Take another one, or leave it out; then the next free one is given.
number-too-long = The number { $number } is too long.
    .do = A number has 8 characters at most.
number-invalid = The number { $number } has characters that cannot be seen.
    .do = Use letters, digits and visible characters.
numbers-exhausted = There is no free number of 8 characters left for { $kind }.
    .do = Let the number range begin elsewhere.
field-unknown = There is no field "{ $field }".
    .do = "gleichstand mapping show" shows the names of the fields.
field-not-writable = The field "{ $field }" is kept by the program itself; it cannot be changed.
    .do = Leave it out.
field-wrong-value = "{ $value }" does not fit the field "{ $field }" ({ $type }).
    .do = { $type_is ->
        [bool] Write yes or no.
        [date] Write a date, for example 2026-11-23.
        [instant] Write a date and a time, for example 2026-11-23 08:00.
        [int] Write a whole number.
       *[other] Write a value of this kind.
    }
field-too-long = The text for the field "{ $field }" is too long.
    .do = It holds { $max } characters at most.
content-missing = The content of an attachment is not there ({ $hash }).
content-damaged = The content of an attachment is not what it should be ({ $hash }); it was not taken.
