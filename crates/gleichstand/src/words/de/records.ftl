# Datensätze aller Arten: was ihnen geschieht, ihre Listen, ihre Werte in Worten.

word-record-addresses = Adresse
word-record-mails = E-Mail
word-record-appointments = Termin
word-record-tasks = Aufgabe

side-mails = E-Mail
side-appointments = Termin
side-tasks = Aufgabe

address-count = { $total ->
        [0] Keine Adressen.
        [one] Eine Adresse.
       *[other] { $part ->
            [yes] { COUNT($shown) } von { COUNT($total) } Adressen.
           *[no] { COUNT($total) } Adressen.
        }
    }
mail-count = { $total ->
        [0] Keine E-Mails.
        [one] Eine E-Mail.
       *[other] { $part ->
            [yes] { COUNT($shown) } von { COUNT($total) } E-Mails.
           *[no] { COUNT($total) } E-Mails.
        }
    }
appointment-count = { $total ->
        [0] Keine Termine.
        [one] Ein Termin.
       *[other] { $part ->
            [yes] { COUNT($shown) } von { COUNT($total) } Terminen.
           *[no] { COUNT($total) } Termine.
        }
    }
task-count = { $total ->
        [0] Keine Aufgaben.
        [one] Eine Aufgabe.
       *[other] { $part ->
            [yes] { COUNT($shown) } von { COUNT($total) } Aufgaben.
           *[no] { COUNT($total) } Aufgaben.
        }
    }
occurrence-count = { $total ->
        [0] Keine Termine vom { $from } bis { $to }.
        [one] Ein Termin vom { $from } bis { $to }.
       *[other] { $part ->
            [yes] { COUNT($shown) } von { COUNT($total) } Terminen vom { $from } bis { $to }.
           *[no] { COUNT($total) } Termine vom { $from } bis { $to }.
        }
    }

record-added = { $record } { $which } angelegt: { $name }
record-edited = { $record } { $which } geändert: { $name }
record-restored = { $record } { $which } zurückgeholt: { $name }
record-deleted = { $record } { $which } in den Papierkorb gelegt: { $name }. Zurückholen: gleichstand { $command } restore { $which }. { $record_is ->
        [addresses] Gibt es den Kontakt in Outlook noch, holt der nächste Import sie zurück.
        [mails] In Outlook bleibt sie, wie sie ist.
        [appointments] Gibt es ihn in Outlook noch, holt der nächste Import ihn zurück.
       *[tasks] Gibt es sie in Outlook noch, holt der nächste Import sie zurück.
    }
record-deleted-at = im Papierkorb seit
record-not-found = { $kind_is ->
        [addresses] Eine Adresse
        [mails] Eine E-Mail
        [appointments] Einen Termin
        [tasks] Eine Aufgabe
       *[other] Einen Datensatz
    } { $which } gibt es nicht.
    .do = „gleichstand { $command } list“ zeigt alle.
record-in-trash = { $kind_is ->
        [addresses] Die Adresse { $which } liegt
        [mails] Die E-Mail { $which } liegt
        [appointments] Der Termin { $which } liegt
        [tasks] Die Aufgabe { $which } liegt
       *[other] Der Datensatz { $which } liegt
    } im Papierkorb.
    .do = Erst „gleichstand { $command } restore { $which }“, dann ist es möglich.

appointment-no-start = Ein Termin braucht einen Beginn.
    .do = Schreiben Sie zum Beispiel: start="03.05.2027 08:00", oder start=03.05.2027 für einen ganzen Tag.
appointment-wrong-end = Das Ende passt nicht zum Beginn: Es liegt davor, oder nur eines von beiden hat eine Uhrzeit.
    .do = Schreiben Sie beides mit Uhrzeit oder beides ohne; bei ganztägigen Terminen ist das Ende der Tag nach dem letzten.
usage-span-backwards = Der { $to } liegt vor dem { $from }.
    .do = Nennen Sie den früheren Tag mit --from, den späteren mit --to.
usage-wrong-code = „{ $value }“ ist kein möglicher Wert für „{ $field }“.
    .do = Möglich sind: { $choice }.
usage-wrong-series = „{ $value }“ ist keine Serie.
    .do = Schreiben Sie eine Regel nach RFC 5545, zum Beispiel recurrence="FREQ=WEEKLY;BYDAY=MO;COUNT=12".

mail-no-html = Die E-Mail { $which } hat keinen HTML-Text.
    .do = „gleichstand mail show { $which }“ zeigt ihren Text.
save-folder-is-link = Das ist kein Ordner, sondern eine Verknüpfung; ihr wird nicht gefolgt.
    .do = Nennen Sie den Ordner selbst.
save-no-folder = Das ist kein Ordner.
    .do = Nennen Sie einen Ordner; wo keiner ist, wird er angelegt.
saved-none = Die E-Mail hat keine Anlagen.
saved-file = { $number }. { $name } → { $file } ({ $size })
saved-nothing = { $number }. { $name }: ohne Inhalt, nichts geschrieben
saved-lost = { $number }. { $name }: Der Inhalt ist nicht oder nicht unversehrt da; es wurde nichts geschrieben.

attached-message = Element
attached-object = Objekt
attached-link = Verweis
attached-inline = im Text
attached-empty = ohne Inhalt

head-date = Datum
all-day = ganztägig
mark-series = Serie
mark-changed = Serie, geändert
mark-moved = Serie, verschoben von { $from }

value-long-text = (langer Text)
value-characters = { COUNT($count) } Zeichen
value-last-day = { $day } (letzter Tag)

code-importance-low = niedrig
code-importance-normal = normal
code-importance-high = hoch
code-priority-low = niedrig
code-priority-normal = normal
code-priority-high = hoch
code-sensitivity-normal = normal
code-sensitivity-personal = persönlich
code-sensitivity-private = privat
code-sensitivity-confidential = vertraulich
code-busy-free = frei
code-busy-tentative = mit Vorbehalt
code-busy-busy = beschäftigt
code-busy-out = abwesend
code-busy-elsewhere = an anderem Ort tätig
code-response-none = keine
code-response-organizer = Organisator
code-response-tentative = mit Vorbehalt
code-response-accepted = zugesagt
code-response-declined = abgesagt
code-response-not-responded = keine Antwort
code-status-open = offen
code-status-in-progress = in Bearbeitung
code-status-done = erledigt
code-status-waiting = wartet auf jemand anderen
code-status-deferred = zurückgestellt
code-flag-flagged = gekennzeichnet
code-flag-complete = erledigt
code-meeting-none = keine Besprechung
code-meeting-meeting = Besprechung
code-meeting-received = eingeladen
code-meeting-canceled = abgesagt
role-organizer = Organisator
role-required = erforderlich
role-optional = optional
role-resource = Ressource

series-daily = jeden Tag
series-daily-nth = jeden { $nth } Tag
series-working-days = jeden Werktag (Montag bis Freitag)
series-weekly = jede Woche
series-weekly-nth = jede { $nth } Woche
series-weekly-on = jede Woche am { $days }
series-weekly-nth-on = jede { $nth } Woche am { $days }
series-monthly = { $days } jedes Monats
series-monthly-nth = { $days } jedes { $nth } Monats
series-yearly = jedes Jahr
series-yearly-nth = jedes { $nth } Jahr
series-yearly-on = jedes Jahr { $days }
series-yearly-nth-on = jedes { $nth } Jahr { $days }
series-same-day = am gleichen Tag
series-day = am { $nth }
series-day-or-last = am { $nth } (in kürzeren Monaten am letzten Tag)
series-nth = am { $nth } { $day }
series-last = am letzten { $day }
series-day-in-month = am { $nth } { $month }
series-in-month = { $day } im { $month }
series-and = { $some } und { $last }
series-from = seit { $day }
series-until = bis { $day }
series-times = { $count ->
        [one] einmal
       *[other] { $count }-mal
    }
series-after-completion = gerechnet ab der Erledigung
series-left-out = { $count ->
        [one] einer fällt aus
       *[other] { COUNT($count) } fallen aus
    }
series-changed = { $count ->
        [one] einer geändert
       *[other] { COUNT($count) } geändert
    }
series-one-left-out = { $at } fällt aus
series-one-moved = { $at } verschoben auf { $to }
series-one-changed = { $at } geändert
day-monday = Montag
day-tuesday = Dienstag
day-wednesday = Mittwoch
day-thursday = Donnerstag
day-friday = Freitag
day-saturday = Samstag
day-sunday = Sonntag
day-any = Tag
day-working = Werktag
day-weekend = Wochenendtag
month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember
