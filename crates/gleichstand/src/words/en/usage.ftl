# Wrong usage, and what lets the work begin or not.

error-prefix = Error:
internal-fault = The program made a mistake and stopped; changes that were begun are written completely or not at all.
    .do = Start the command again; it goes on where it was interrupted.
standard-output = standard output

usage-unknown-command = There is no command "{ $command }".
    .do = { $suggestion_is ->
        [nothing] "gleichstand --help" shows all commands.
       *[other] Did you mean "{ $suggestion }"?
    }
usage-unknown-option = There is no option { $argument } here.
    .do = { $suggestion_is ->
        [nothing] With --help the command shows its options.
       *[other] Did you mean { $suggestion }?
    }
usage-unexpected = "{ $argument }" is not expected here.
    .do = { $suggestion_is ->
        [nothing] With --help the command shows what it expects; names with blanks belong in quotation marks.
       *[other] Did you mean "{ $suggestion }"?
    }
usage-missing-command = The command is missing.
    .do = "gleichstand --help" shows all commands.
usage-missing-argument = Something is missing: { $argument }.
    .do = With --help the command shows what it expects.
usage-missing-value = { $argument } needs a value.
    .do = With --help the command shows what it expects.
usage-wrong-value = "{ $value }" is no possible value of { $argument }.
    .do = With --help the command shows what it expects.
usage-wrong-choice = "{ $value }" is no possible value of { $argument }.
    .do = Possible are: { $choice }.
usage-conflict = { $argument } and { $other } do not go together.
    .do = Leave one of them out.
usage-twice = { $argument } is there more than once.
    .do = Once is enough.
usage-other = The command line cannot be understood.
    .do = "gleichstand --help" shows all commands.
usage-unknown-zone = The time zone "{ $zone }" is not known.
    .do = Time zones have names like Europe/Berlin or Europe/Vienna.
usage-unknown-mapping = There is no field mapping "{ $name }".
    .do = "gleichstand mapping list" shows all; a file is named with its ending .toml.
usage-no-field-choice = "{ $text }" does not say what holds for a field.
    .do = Expected is FIELD=office, FIELD=outlook, FIELD=both or FIELD=ignore.
usage-unknown-decision = There is no open decision { $id }.
    .do = "gleichstand conflicts list" shows all.
usage-code-page = A code page { $page } is not known here.
    .do = Known are for example 1250, 1251, 1252, 28591 and 65001.
usage-unknown-run = There is no run { $run }.
    .do = "gleichstand runs list" shows all runs.
usage-no-assignment = "{ $text }" does not have the form FIELD=VALUE.
    .do = Write for example: last_name=Miller
target-only-read = { $kind ->
        [dbx] Files of Outlook Express (.dbx)
        [mbx] Files of Outlook Express (.mbx)
        [wab] Windows address books (.wab)
        [vcs] Old calendar files (.vcs)
        [msg] A .msg file
        [eml] An .eml file
       *[other] Files of the kind .{ $kind }
    } { $kind ->
        [msg] holds a single item only; a copy is a folder full of such files.
        [eml] holds a single e-mail only; a copy is a folder full of such files.
       *[other] are only read.
    }
    .do = { $kind ->
        [msg] Name a folder: gleichstand export Copy/ --format msg
        [eml] Name a folder or an .mbox file: gleichstand export Copy/ --only mails
       *[other] Name an Outlook data file (.pst), or for a copy a .vcf, .ics, .csv, .mbox or a folder.
    }
target-no-kind = The name does not say what kind of file is to be made.
    .do = Name an Outlook data file (Addresses.pst), or for a copy Addresses.vcf, Calendar.ics, Addresses.csv, Mails.mbox or a folder (Copy/).
source-no-sync = Only Outlook data files (.pst) are kept in step both ways: only they have a place for the number by which a record is recognised.
    .do = Use "import" to take the data over once, or "export" for a copy.
config-wrong = Line { $line } of the configuration file is not right ({ $detail }).
    .do = Allowed are office, lang ("de" or "en") and timezone, each with a text in quotation marks.

password-missing = The data file has a password.
    .do = Give it with --password-file FILE, or open your own file with --ignore-password.
password-wrong = The password is not the data file's.
    .do = Check the password, or open your own file with --ignore-password.
question-password = Password for { $file }:
question-go-on = Go on all the same? [y/N]
question-yes = y

demo-folder-used = The folder is not empty.
    .do = Name another one: gleichstand demo DIR
pst-file-exists = The file exists already; it is not overwritten.
    .do = Choose another name.
pst-part-exists = This is what is left of a repair that was broken off.
    .do = Delete it if none is running, or choose another name.
pst-password-empty = The password is empty.
    .do = Write the password into the first line of this file, or leave --password-file out.
pst-password-characters = The password has characters that Outlook cannot compare.
    .do = Use letters, digits and punctuation.
pst-no-such-id = There is no item { $id } in the file.
    .do = "gleichstand pst ls FILE" shows the numbers of folders, "gleichstand pst show FILE FOLDER" those of their items.
usage-no-date = "{ $text }" is no date.
    .do = A date looks like this: 2026-11-23 or 23.11.2026.
