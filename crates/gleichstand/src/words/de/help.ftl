# Hilfe der Befehlszeile: Befehle, Optionen, Handbuchseite.

help-about = Hält eine Adressdatenbank und Outlook auf gleichem Stand, direkt an der Outlook-Datendatei (.pst)
help-usage = Aufruf:
help-commands = Befehle
help-arguments = Angaben
help-options = Optionen
help-global-options = Allgemeine Optionen
help-default = Vorgabe:
help-examples =
    Beispiele:
      gleichstand demo                           zeigt alles an Beispieldaten
      gleichstand import Kunden.pst --dry-run    zeigt, was übernommen würde
      gleichstand import Kunden.pst              übernimmt Kontakte, E-Mails, Termine und Aufgaben
      gleichstand export Neu.pst                 schreibt alles in eine Outlook-Datendatei
      gleichstand sync Kunden.pst                gleicht beide Seiten ab
      gleichstand address search müller          sucht Adressen
      gleichstand mail list --unread             zeigt ungelesene E-Mails
      gleichstand import --help                  erklärt einen Befehl

command-demo = Legt Beispieldaten an und führt vor, was geschieht
command-import = Übernimmt Kontakte, E-Mails, Termine und Aufgaben aus Outlook in die Adressdatenbank
command-export = Schreibt Adressen, E-Mails, Termine und Aufgaben in eine Outlook-Datendatei
command-apply = Einen gespeicherten Plan ausführen, genau die Zeilen, die eingeschaltet sind
command-sync = Bringt Adressdatenbank und Outlook-Datendatei auf gleichen Stand, in beide Richtungen
command-watch = Hält Adressdatenbank und Outlook-Datendatei auf gleichem Stand, bis Sie es beenden
command-address = Adressen zeigen und bearbeiten
command-address-list = Adressen auflisten
command-address-show = Eine Adresse mit allen Feldern zeigen
command-address-search = Adressen suchen
command-address-add = Eine Adresse anlegen
command-address-edit = Felder einer Adresse ändern
command-address-delete = Eine Adresse in den Papierkorb legen
command-address-restore = Eine Adresse aus dem Papierkorb zurückholen
command-mail = E-Mails zeigen und bearbeiten
command-mail-list = E-Mails auflisten
command-mail-show = Eine E-Mail mit allen Feldern zeigen, mit --verbose auch ihre Kopfzeilen; ihre Anlagen speichern
command-mail-search = E-Mails suchen
command-mail-add = Eine E-Mail anlegen
command-mail-edit = Felder einer E-Mail ändern
command-mail-delete = Eine E-Mail in den Papierkorb legen
command-mail-restore = Eine E-Mail aus dem Papierkorb zurückholen
command-appointment = Termine zeigen und bearbeiten
command-appointment-list = Termine auflisten
command-appointment-show = Einen Termin mit allen Feldern zeigen
command-appointment-search = Termine suchen
command-appointment-add = Einen Termin anlegen
command-appointment-edit = Felder eines Termins ändern
command-appointment-delete = Einen Termin in den Papierkorb legen
command-appointment-restore = Einen Termin aus dem Papierkorb zurückholen
command-task = Aufgaben zeigen und bearbeiten
command-task-list = Aufgaben auflisten
command-task-show = Eine Aufgabe mit allen Feldern zeigen
command-task-search = Aufgaben suchen
command-task-add = Eine Aufgabe anlegen
command-task-edit = Felder einer Aufgabe ändern
command-task-delete = Eine Aufgabe in den Papierkorb legen
command-task-restore = Eine Aufgabe aus dem Papierkorb zurückholen
command-mapping = Feldzuordnung: welches Outlook-Feld zu welchem Feld der Adressdatenbank gehört
command-mapping-show = Eine Feldzuordnung zeigen
command-mapping-list = Feldzuordnungen auflisten
command-mapping-init = Eine Feldzuordnung als Datei anlegen; ohne DATEI wird sie ausgegeben
command-mapping-check = Eine Feldzuordnung prüfen: Fehler und Hinweise mit Zeile und Spalte
command-mapping-set = In einer Feldzuordnung ein Feld zuordnen; Kommentare bleiben
command-mapping-remove = Eine Zeile aus einer Feldzuordnung nehmen
command-mapping-fields = Alle Felder beider Seiten auflisten, mit OUTLOOK auch die benutzerdefinierten der Datendatei
command-mapping-try = An den Datensätzen einer Datendatei zeigen, was eine Feldzuordnung bewirkt; geschrieben wird nichts
command-runs = Verlauf: was wann übernommen wurde
command-runs-list = Läufe auflisten
command-runs-show = Einen Lauf mit jedem geschriebenen Feld zeigen
command-serve = Die Oberfläche im Browser
command-pst = Die Outlook-Datendatei selbst ansehen
command-pst-new = Eine neue Outlook-Datendatei anlegen
command-pst-info = Zeigen, was eine Datendatei über sich sagt
command-pst-ls = Die Ordner einer Datendatei auflisten
command-pst-show = Einen Ordner oder ein Element mit allen Eigenschaften zeigen
command-pst-check = Prüfen, ob eine Datendatei in Ordnung ist
command-pst-repair = Eine beschädigte Datendatei reparieren, als Kopie
command-pst-restore = Gelöschte Elemente zurückholen, die noch in der Datei sind
command-completions = Befehlsergänzung für eine Shell ausgeben
command-man = Handbuchseite ausgeben

argument-office = Adressdatenbank: Pfad einer SQLite-Datei oder postgres://…; auch in GLEICHSTAND_OFFICE (Vorgabe: office.db)
argument-config = Konfigurationsdatei (TOML) mit office, lang, timezone, mappings
argument-lang = Sprache der Ausgaben; sonst die des Systems
argument-timezone = Zeitzone, zum Beispiel Europe/Berlin; sonst die des Systems
argument-json = Ein JSON-Dokument ausgeben und sonst nichts
argument-quiet = Nur Fehler ausgeben
argument-verbose = Listen vollständig ausgeben
argument-no-progress = Keinen Fortschritt anzeigen
argument-help = Diese Hilfe
argument-version = Version zeigen

argument-demo-folder = Ordner für die Beispieldaten; er darf noch nichts enthalten
argument-demo-size = Anzahl der Kontakte; halb so viele E-Mails, dazu Termine und Aufgaben
argument-demo-seed = Zahl, aus der die Beispieldaten entstehen; gleiche Zahl, gleiche Daten

argument-import-outlook = Outlook-Datendateien (.pst, .ost), oder Dateien oder ein Ordner mit Dateien der Art .msg, .vcf, .ics, .csv, .eml, .mbox, .dbx, .mbx, .wab
argument-export-outlook = Outlook-Datendatei (.pst); wo keine ist, wird sie angelegt. Für eine Kopie: .vcf, .ics, .csv, .mbox oder ein Ordner
argument-export-format = Eine neue Datendatei für Outlook ab 2003 (unicode) oder 97 bis 2002 (ansi); in einem Ordner Elemente von Outlook (msg); Version der Visitenkarten (vcard2, vcard3, vcard4)
argument-port = Anschluss, an dem die Oberfläche zu erreichen ist; 0 für einen freien
argument-listen = Adresse, an der sie zu erreichen ist; eine andere als 127.0.0.1 verlangt ein Kennwort
argument-serve-password-file = Datei, in deren erster Zeile das Kennwort für die Anmeldung steht
argument-serve-upload-limit = Größte Datei, die hochgeladen werden darf, in Megabyte
argument-sync-outlook = Outlook-Datendatei (.pst), oder der Name eines Profils der Konfigurationsdatei
argument-watch-outlook = Outlook-Datendatei (.pst), oder der Name eines Profils der Konfigurationsdatei
argument-every = Alle so viele Minuten abgleichen, statt sobald sich etwas geändert hat
argument-only = Nur diese Arten von Daten, durch Kommas getrennt
argument-folder = Nur dieser Ordner und was darunter liegt, zum Beispiel /Kontakte; mehrfach möglich
argument-with-deleted = Auch „Gelöschte Elemente“ übernehmen
argument-code-page = Codepage alter Texte, die ihre eigene nicht nennen, zum Beispiel 1250 (Vorgabe: 1252)
argument-since = Nur was ab diesem Datum ist: E-Mails nach Eingang, Termine nach ihrem Ende, Serien nach dem letzten Termin, Aufgaben offen oder seitdem erledigt; Adressen immer
argument-dry-run = Nichts schreiben, nur zeigen, was geschähe
argument-plan = Nichts schreiben, sondern den Plan in diese Datei; „gleichstand apply“ führt ihn aus
argument-like-original = Wie das Vorbild: erkannt allein an der Nummer, der neuere Datensatz gilt als Ganzes
argument-apply-plan = Plan, den --plan geschrieben hat; Zeilen mit "do": false bleiben aus
argument-match-contents = Kontakte ohne Nummer mit vorhandenen Adressen vergleichen und verknüpfen
argument-conflicts = Was gilt, wo beide Seiten verschieden geändert wurden: der neuere Wert, die Adressdatenbank, Outlook, beides (der andere Wert kommt in die Bemerkung), oder es bleibt offen; ohne Angabe: newer
argument-deletions = Was auf einer Seite gelöscht wurde: zurückbringen, offen lassen, oder auf der anderen auch löschen; ohne Angabe: restore
argument-mapping = Feldzuordnung: ihr Name oder ihre Datei
argument-password-file = Datei, in deren erster Zeile das Kennwort der Datendatei steht
argument-ignore-password = Ohne Kennwort öffnen; der Besitzer darf das
argument-no-backup = Vor dem ersten Schreiben keine Sicherungskopie der Datendatei anlegen
argument-yes = Sicherheitsfragen mit Ja beantworten

argument-sort = Reihenfolge
argument-descending = Umgekehrte Reihenfolge
argument-limit = Höchstens so viele zeigen; 0 zeigt alle
argument-offset = So viele am Anfang auslassen
argument-words = Wörter oder Wortanfänge, die alle vorkommen müssen
argument-id = Nummer, oder id:N mit der laufenden Nummer
argument-trash = Den Papierkorb zeigen
argument-category = Nur, was zu dieser Kategorie gehört
argument-address = Nur, was mit dieser Adresse zu tun hat: Kundennummer oder id:N
argument-address-list-group = Nur Adressen dieser Gruppe
argument-address-list-customers = Nur Adressen mit Kundennummer
argument-address-list-prospects = Nur Interessenten, also Adressen ohne Kundennummer
argument-address-add-fields = Felder mit ihren Werten, zum Beispiel last_name=Müller oder Ort=Köln. Die Kundennummer wird vergeben; customer_no=… gibt eine vor, customer_no= legt einen Interessenten an
argument-address-edit-fields = Felder mit ihren neuen Werten, zum Beispiel phone="0221 123"; ein leerer Wert löscht das Feld

argument-mail-list-folder = Nur E-Mails dieses Ordners und was darunter liegt, zum Beispiel /Posteingang
argument-mail-list-unread = Nur ungelesene
argument-mail-list-since = Nur E-Mails von diesem Tag an
argument-mail-list-until = Nur E-Mails bis zu diesem Tag, er eingeschlossen
argument-mail-list-sort = Reihenfolge; nach Datum die neueste zuerst
argument-mail-search-sort = Reihenfolge; nach Datum die neueste zuerst
argument-mail-show-html = Den HTML-Text ausgeben
argument-mail-show-save = Die Anlagen in diesen Ordner schreiben; vorhandene Dateien bleiben
argument-mail-add-fields = Felder mit ihren Werten, zum Beispiel Betreff=Angebot to="Eva Groß <eva@gross.example>; info@x.example"; sie wird ein Entwurf
argument-mail-edit-fields = Felder mit ihren neuen Werten, zum Beispiel read=ja; ein leerer Wert löscht das Feld

argument-appointment-list-from = Was von diesem Tag an stattfindet, Serien aufgelöst; ohne --to ein Jahr lang
argument-appointment-list-to = Was bis zu diesem Tag stattfindet, er eingeschlossen; ohne --from von heute an
argument-appointment-list-sort = Reihenfolge; mit --from oder --to immer nach Beginn
argument-appointment-add-fields = Felder mit ihren Werten, zum Beispiel Betreff=Besuch start="03.05.2027 08:00" end="03.05.2027 09:00"; ein Beginn ohne Uhrzeit gilt den ganzen Tag, end ist dann der Tag nach dem letzten
argument-appointment-edit-fields = Felder mit ihren neuen Werten, zum Beispiel Ort="Raum 3"; ein neuer Beginn allein verschiebt den Termin, ein leerer Wert löscht das Feld

argument-task-list-open = Nur, was nicht erledigt ist
argument-task-list-due = Nur, was bis zu diesem Tag fällig ist
argument-task-list-sort = Reihenfolge; nach Fälligkeit das Wichtigere zuerst
argument-task-search-sort = Reihenfolge; nach Fälligkeit das Wichtigere zuerst
argument-task-add-fields = Felder mit ihren Werten, zum Beispiel Betreff="Angebot schreiben" due_date=03.05.2027 priority=high
argument-task-edit-fields = Felder mit ihren neuen Werten, zum Beispiel status=done; ein leerer Wert löscht das Feld

argument-mapping-show-name = Name oder Datei der Feldzuordnung
argument-mapping-init-file = Datei, oder ein Name: dann liegt sie im Ordner „mappings“ neben der Adressdatenbank
argument-mapping-init-address = Genau diese Anschrift von Outlook; ohne Angabe die geschäftliche, und wo nur eine andere gefüllt ist, diese
argument-mapping-init-email = Welche E-Mail-Adresse von Outlook die erste sein soll
argument-mapping-init-phone = Eine Telefon- oder Faxnummer anders zuordnen, zum Beispiel mobile=car oder fax=fax.other; mehrfach möglich
argument-mapping-init-companies = Firmen ohne Person: nur als Firma, oder auch als Nachname
argument-mapping-init-file-as = „Speichern unter“ beim Export: wie Outlook es bildet, Nachname zuerst, Vorname zuerst, oder die Firma
argument-mapping-check-file = Name oder Datei der Feldzuordnung
argument-mapping-set-file = Name oder Datei der Feldzuordnung
argument-mapping-set-office-field = Feld der Adressdatenbank: Name oder Bezeichnung
argument-mapping-set-outlook-field = Feld von Outlook; benutzerdefinierte als user.NAME
argument-mapping-set-direction = Richtung: beide, nur Import, nur Export
argument-mapping-set-rule = Wann geschrieben wird: immer, nur wenn leer, nie leeren, anhängen
argument-mapping-remove-file = Name oder Datei der Feldzuordnung
argument-mapping-remove-field = Feld der Adressdatenbank oder von Outlook
argument-kind = Art der Daten
argument-mapping-fields-outlook = Outlook-Datendatei (.pst, .ost)
argument-mapping-try-outlook = Outlook-Datendatei (.pst, .ost)
command-conflicts = Offene Entscheidungen: was nur ein Mensch entscheiden kann
command-conflicts-list = Offene Entscheidungen auflisten
command-conflicts-show = Eine offene Entscheidung mit den Feldern zeigen, die sich unterscheiden
command-conflicts-resolve = Entscheiden: ganz, für einzelne Felder, oder ob zwei zusammengehören
argument-conflicts-show-id = Nummer der Entscheidung, oder der Name eines neu zugeordneten Felds, wie die Liste ihn nennt
argument-conflicts-resolve-id = Nummer der Entscheidung, oder der Name eines neu zugeordneten Felds: für alle Datensätze
argument-choice = Was gilt; „conflicts show N“ sagt, was zu dieser Entscheidung passt
argument-field = Was für ein einzelnes Feld gilt: office, outlook oder both, zum Beispiel phone=office; mehrfach möglich
argument-with = Der Datensatz, zu dem das Element gehört: seine Nummer oder id:N
argument-conflicts-resolve-outlook = Die Datendatei, wenn sie nicht mehr liegt, wo sie lag
command-runs-undo = Zurücknehmen, was ein Lauf geschrieben hat, auf beiden Seiten
argument-runs-undo-run = Nummer des Laufs
argument-runs-undo-outlook = Die Datendatei, wenn sie nicht mehr liegt, wo sie beim Lauf lag
argument-runs-show-run = Nummer des Laufs

argument-file = Outlook-Datendatei
argument-pst-new-format = Für Outlook ab 2003 (unicode) oder 97 bis 2002 (ansi)
argument-pst-new-encryption = Verschleierung der Inhalte; keine davon schützt sie
argument-pst-new-name = Name der Datendatei, wie Outlook ihn zeigt
argument-pst-new-password-file = Datei, in deren erster Zeile ein Kennwort steht, nach dem Outlook fragen soll; es verschlüsselt nichts
argument-pst-show-id = Nummer eines Ordners oder Elements in hexadezimaler Schreibweise, wie „pst ls“ sie zeigt; 21 ist die Datei selbst
argument-pst-ls-deleted = Auflisten, was gelöscht und noch in der Datei ist
argument-pst-repair-out = Name der reparierten Kopie statt „…-repariert.pst“ neben der Datei
argument-pst-restore-id = Nummern gelöschter Elemente, wie „pst ls --deleted“ sie zeigt
argument-pst-restore-all = Alle gelöschten Elemente, keine früheren Fassungen
argument-completions-shell = Shell
argument-man-command = Befehl, zum Beispiel: import, oder: address list

value-command = BEFEHL
value-options = OPTIONEN
value-who = WER
value-what = WAS
value-file = DATEI
value-minutes = MINUTEN
value-date = DATUM
value-dir = ORDNER
value-lang = SPRACHE
value-zone = ZONE
value-kinds = ARTEN
value-path = PFAD
value-name = NAME
value-order = REIHENFOLGE
value-group = GRUPPE
value-category = KATEGORIE
value-words = WÖRTER
value-field-value = FELD=WERT
value-method = VERFAHREN
value-address = ANSCHRIFT
value-field-number = FELD=NUMMER
value-where = WO
value-form = FORM
value-choice = WAHL
value-field-choice = FELD=WAHL
value-plan = PLAN
value-field = FELD
value-kind = ART
value-direction = RICHTUNG
value-rule = REGEL

man-name = BEZEICHNUNG
man-synopsis = ÜBERSICHT
man-description = BESCHREIBUNG
man-commands = BEFEHLE
man-version = VERSION
man-options = OPTIONEN
