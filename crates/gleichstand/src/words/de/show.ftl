# Tabellen und Werte.

head-what = Was
head-record = Datensatz
head-side = Seite
head-field = Feld
head-before = vorher
head-after = nachher
head-why = warum
head-name = Name
head-run = Lauf
head-job = Auftrag
head-started = begonnen
head-file = Datendatei
head-result = Ergebnis
head-id = Nummer
head-folder = Ordner
head-class = Art
head-items = Elemente
head-unread = ungelesen
head-hidden = verborgen
head-remark = Bemerkung
head-size = Größe
head-tag = Eigenschaft
head-set = Gruppe
head-type = Typ
head-value = Wert
head-outlook-field = Outlook
head-name-in-files = Name
head-direction = Richtung
head-rule = Regel

rule-overwrite = immer
rule-only-if-empty = nur wenn leer
rule-never-empty = nie leeren
rule-append = anhängen
mapping-slot-auto = Anschrift: die geschäftliche; ist sie leer und genau eine andere gefüllt, dann diese.
mapping-slot-fixed = Anschrift: genau die genannte.

value-yes = ja
value-no = nein
value-next-number = (nächste Nummer)
unit-bytes = Bytes

folder-file-name = Outlook-Datendatei
folder-top = Oberste Ebene der Outlook-Datendatei
folder-deleted = Gelöschte Elemente
folder-search-root = Suchordner
folder-contacts = Kontakte
folder-inbox = Posteingang
folder-calendar = Kalender
folder-tasks = Aufgaben

pst-file = Datei
pst-name = Name
pst-format-label = Format
pst-format = { $format ->
        [ansi] ANSI, Outlook 97 bis 2002 (Version { $version })
        [unicode_4k] Unicode mit Seiten von 4 KB, .ost von Outlook ab 2013 (Version { $version })
       *[unicode] Unicode, Outlook ab 2003 (Version { $version })
    }
pst-encryption = Verschleierung
encryption-none = keine
encryption-permute = Permutation („komprimierbar“)
encryption-cyclic = zyklisch („hoch“)
pst-size = Größe
pst-password = Kennwort
pst-maps = Belegungskarten gültig
pst-read-only = schreibgeschützt
pst-items = { $count ->
        [one] 1 Element
       *[other] { COUNT($count) } Elemente
    } in { $folders ->
        [one] 1 Ordner
       *[other] { COUNT($folders) } Ordnern
    }
pst-search-folder = Suchordner, { COUNT($count) } gefunden
pst-created = Angelegt: { $file }
pst-items-heading = Elemente
pst-hidden-heading = Verborgene Elemente
pst-recipient = Empfänger { $number }
pst-attachment = Anlage { $number }
pst-embedded = Eingebettetes Element in Anlage { $number }
