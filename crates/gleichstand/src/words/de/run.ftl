# Der Bericht eines Laufs, der Verlauf, die Vorführung.

report-title = { $job_is ->
        [import] Import von
        [export] Export nach
        [undo] Rücknahme an
       *[sync] Abgleich mit
    } { $file } – Lauf { $run }, { $time }
report-title-dry = { $job_is ->
        [import] Import von
        [export] Export nach
        [undo] Rücknahme an
       *[sync] Abgleich mit
    } { $file } – Probelauf, nichts wird geschrieben
report-title-stopped = { $job_is ->
        [import] Import von
        [export] Export nach
        [undo] Rücknahme an
       *[sync] Abgleich mit
    } { $file } – angehalten, nichts wurde geschrieben
report-copied = { $count ->
        [one] In die Kopie geschrieben: ein Datensatz.
       *[other] In die Kopie geschrieben: { COUNT($count) } Datensätze.
    }
report-would-copy = { $count ->
        [one] In die Kopie käme ein Datensatz.
       *[other] In die Kopie kämen { COUNT($count) } Datensätze.
    }
report-written = { $count ->
        [one] In Outlook geschrieben: ein Element.
       *[other] In Outlook geschrieben: { COUNT($count) } Elemente.
    }
report-would-write = { $count ->
        [one] In Outlook würde ein Element geschrieben.
       *[other] In Outlook würden { COUNT($count) } Elemente geschrieben.
    }
report-written-office = { $count ->
        [one] In der Adressdatenbank geschrieben: ein Datensatz.
       *[other] In der Adressdatenbank geschrieben: { COUNT($count) } Datensätze.
    }
report-would-write-office = { $count ->
        [one] In der Adressdatenbank würde ein Datensatz geschrieben.
       *[other] In der Adressdatenbank würden { COUNT($count) } Datensätze geschrieben.
    }
report-duplicates = { $count ->
        [one] Ein Element kommt mehrfach gleich vor (mögliche Dublette).
       *[other] { COUNT($count) } Elemente kommen mehrfach gleich vor (mögliche Dubletten).
    }
report-not-transferred = Nicht übernommen:
report-class = { COUNT($count) } × { $class }
report-open = { $count ->
        [one] Eine offene Entscheidung:
       *[other] { COUNT($count) } offene Entscheidungen:
    }
report-errors = { $count ->
        [one] Ein Fehler:
       *[other] { COUNT($count) } Fehler:
    }
report-owed = { $count ->
        [one] Eine Nummer konnte nicht in Outlook geschrieben werden:
       *[other] { COUNT($count) } Nummern konnten nicht in Outlook geschrieben werden:
    }
report-warnings = { $count ->
        [one] Ein Hinweis:
       *[other] { COUNT($count) } Hinweise:
    }
report-more = … und { COUNT($count) } weitere (--verbose zeigt alle)

count-read = gelesen
count-created = neu
count-updated = geändert
count-unchanged = unverändert
count-restored = wiederhergestellt
count-deleted = gelöscht
count-skipped = ausgelassen
count-open = offen
count-errors = Fehler
kinds-addresses = Adressen
kinds-mails = E-Mails
kinds-appointments = Termine
kinds-tasks = Aufgaben

summary-created = { COUNT($count) } neu
summary-updated = { COUNT($count) } geändert
summary-restored = { COUNT($count) } zurückgeholt
summary-deleted = { COUNT($count) } gelöscht
summary-skipped = { COUNT($count) } ausgelassen
summary-unchanged = { COUNT($count) } unverändert
summary-open = { COUNT($count) } offen
summary-errors = { COUNT($count) } Fehler

tally-created = neu
tally-updated = geändert
tally-restored = zurückgeholt
tally-deleted = gelöscht
tally-skipped = ausgelassen
tally-open = offen
tally-error = Fehler
tally-unchanged = –
written-create = neu
written-update = geändert
written-delete = gelöscht
written-restore = zurückgeholt
written-number = Nummer

run-head = Begonnen am { $since }
run-not-ended = nicht beendet
run-wrote-nothing = Der Lauf hat nichts geschrieben.
runs-none = Es gab noch keinen Lauf.

progress-survey = Lesen
progress-compare = Vergleichen
progress-write = Schreiben

demo-file = Kunden.pst
demo-name = Kunden (Beispiel)
demo-step-create = 1. Angelegt: die Outlook-Datendatei { $file } mit { COUNT($count) } erfundenen Kontakten, mit E-Mails, Terminen und Aufgaben, und die Adressdatenbank { $office }.
demo-step-import = 2. Erster Import: Jeder Kontakt wird eine Adresse mit eigener Kundennummer, jede E-Mail, jeder Termin und jede Aufgabe ein Datensatz; die Nummer wird auch am Element in Outlook vermerkt.
demo-step-addresses = 3. Die ersten Adressen der Datenbank:
demo-exported = Neu.pst
demo-step-change = 4. Eine Änderung; der nächste Import übernimmt genau sie.
demo-step-sync = 5. Änderungen auf beiden Seiten; ein Abgleich bringt sie auf die jeweils andere.
demo-step-export = 6. Alles in eine neue Outlook-Datendatei, { $exported }, mit ihren Nummern:
demo-changed = { $side_is ->
        [outlook] In Outlook
       *[office] In der Adressdatenbank
    }: { $record }, { $field } „{ $before }“ → „{ $after }“.
demo-next =
    So geht es weiter:
      gleichstand address list --office { $office }
      gleichstand mail list --office { $office }
      gleichstand appointment list --from 2024-01-01 --office { $office }
      gleichstand runs show 3 --office { $office }
      gleichstand pst check { $exported }

    Mit Ihrer eigenen Outlook-Datendatei (Outlook vorher schließen):
      gleichstand import IHRE.pst --dry-run    zeigt, was übernommen würde
      gleichstand import IHRE.pst              übernimmt alles in office.db; vorher entsteht eine Sicherungskopie der Datei
      gleichstand sync IHRE.pst                hält beide Seiten auf gleichem Stand
