# Der Austausch: was ein Lauf entscheidet, fragt und begründet.

mapping-unknown-field = { $side ->
        [office] Die Feldzuordnung nennt das Feld „{ $field }“, das es nicht gibt; die Zeile bleibt unbeachtet.
       *[outlook] Die Feldzuordnung nennt das Outlook-Feld „{ $field }“, das es nicht gibt; die Zeile bleibt unbeachtet.
    }
not-transferred-kind = wird von dieser Version noch nicht übernommen
not-transferred-unmapped = wird nicht übernommen: Die Feldzuordnung hat dafür keine Zeile
not-transferred-class = wird nicht übernommen und bleibt, wie es ist
limit-mass-change = { COUNT($changed) } von { COUNT($linked) } verknüpften Datensätzen haben sich auf einmal geändert (zum Beispiel { $samples }). Zur Sicherheit wurde noch nichts geschrieben.
    .do = Wenn das seine Richtigkeit hat, wiederholen Sie den Befehl mit --yes; --dry-run zeigt die Änderungen.
limit-deletions = { COUNT($changed) } von { COUNT($linked) } verknüpften Datensätzen würden gelöscht, weil ihr Gegenstück fehlt (zum Beispiel { $samples }). Zur Sicherheit wurde nichts geschrieben.
    .do = Wenn das seine Richtigkeit hat, wiederholen Sie den Befehl mit --yes; --dry-run zeigt die Änderungen.
limit-remapped = Die Feldzuordnung hat sich geändert: { COUNT($changed) } von { COUNT($linked) } verknüpften Datensätzen würden dadurch geschrieben (zum Beispiel { $samples }). Zur Sicherheit wurde noch nichts geschrieben.
    .do = Sehen Sie sich die Änderungen mit --dry-run an; wenn sie richtig sind, wiederholen Sie den Befehl mit --yes.
deletions-blocked = { $count ->
        [one] Eine Löschung wurde nicht weitergegeben, weil nicht alles gelesen werden konnte oder eine Seite aus einer Sicherung zu stammen scheint.
       *[other] { COUNT($count) } Löschungen wurden nicht weitergegeben, weil nicht alles gelesen werden konnte oder eine Seite aus einer Sicherung zu stammen scheint.
    }
side-restored = Eine Seite ist älter als beim letzten Lauf; sie wurde wohl aus einer Sicherung zurückgespielt. Gelöscht wird nichts; verglichen werden die Inhalte.
outlook-not-writable = In die Datei kann nicht geschrieben werden; Export und Abgleich brauchen eine beschreibbare Datendatei.
    .do = Prüfen Sie die Berechtigungen der Datei und ihres Ordners.
stopped-at-preview = Abgebrochen; es wurde nichts geschrieben.
preview-other-file = Seit der Vorschau hat sich geändert, was an dieser Stelle liegt. Es wurde nichts geschrieben.
    .do = Sehen Sie sich die Vorschau noch einmal an.
stopped-between = Angehalten, ehe alles geschrieben war. Was geschrieben wurde, ist vollständig.
    .do = Der nächste Lauf macht dort weiter; zurücknehmen lässt sich auch dieser.
number-two-spellings = { $item }: Das Feld { $field } steht mehrfach am Element, in verschiedener Schreibweise; gelesen wurde das erste.
number-replaced = { $item }: Die Nummer „{ $old }“ war nicht frei oder nicht gültig; vergeben wurde { $new }.
number-altered = { $item } gehört zum Datensatz { $number }, trägt jetzt aber die Nummer „{ $found }“; es wurde nichts geschrieben.
changed-meanwhile = { $item } wurde während des Laufs geändert und bleibt für den nächsten Lauf.

row-8-outlook-stands = { $number } { $item }: „{ $field }“ war auf beiden Seiten geändert. Übernommen: „{ $kept }“ (Outlook, neuer); im Verlauf aufgehoben: „{ $lost }“.
row-8-office-stands = { $number } { $item }: „{ $field }“ war auf beiden Seiten geändert. Im Datensatz bleibt „{ $kept }“ (neuer); in Outlook steht „{ $lost }“.
row-8-outlook-chosen = { $number } { $item }: „{ $field }“ war auf beiden Seiten geändert. Übernommen, wie entschieden: „{ $kept }“ (Outlook); im Verlauf aufgehoben: „{ $lost }“.
row-8-office-chosen = { $number } { $item }: „{ $field }“ war auf beiden Seiten geändert. Wie entschieden, gilt „{ $kept }“ (Adressdatenbank); im Verlauf aufgehoben: „{ $lost }“.
row-8-newly-mapped = { $item } und der Datensatz { $number } unterscheiden sich in Feldern, die neu zugeordnet sind: { $fields }. Welche Angaben gelten?
field-newly-mapped = „{ $field }“ ist neu zugeordnet und steht bei { COUNT($count) } { $kind ->
        [mails] E-Mails
        [appointments] Terminen
        [tasks] Aufgaben
       *[addresses] Adressen
    } auf beiden Seiten verschieden. Welche Seite gilt?
row-8-conflict = { $item } und der Datensatz { $number } unterscheiden sich, und es ist nicht bekannt, welche Angaben neuer sind: { $fields }. Welche gelten?
row-11-deleted = Der Datensatz { $number } wurde gelöscht; in Outlook gibt es { $item } noch.
row-12-deleted-and-changed = Der Datensatz { $number } wurde gelöscht; { $item } wurde danach in Outlook geändert.
row-13-missing = { $count ->
        [one] Ein verknüpftes Element fehlt in Outlook. Es ist vorgemerkt; der Datensatz bleibt.
       *[other] { COUNT($count) } verknüpfte Elemente fehlen in Outlook. Sie sind vorgemerkt; die Datensätze bleiben.
    }
row-13-missing-asks = Das Element zum Datensatz { $number } ({ $item }) fehlt in Outlook.
row-14-missing-and-changed = Das Element zum Datensatz { $number } ({ $item }) fehlt in Outlook; der Datensatz wurde seither geändert.
row-18-new-customer = { $item } trug als Kopie die Nummer { $old }, ist aber eine andere Person; als neuer Kunde { $new } angelegt.
row-18-copy-unclear = { $item } trägt die Nummer { $number }, die schon zu „{ $office }“ gehört und dort verknüpft ist. Kopie oder neuer Kunde?
row-19-several = Mehrere Elemente tragen die Nummer { $number }, keines ist verknüpft: { $item }.
row-21-unknown-number = { $item } trägt die hier unbekannte Nummer { $number }; der Inhalt passt zu „{ $office }“.
row-22-deleted = { $item } trägt die Nummer { $number } eines gelöschten Datensatzes.
row-23-quarantine = { $item } trägt die Nummer { $number }, ist aber offenbar jemand anders als „{ $office }“; es wurde nichts geschrieben.
row-24-several-matches = { $item } passt zu mehreren Datensätzen oder nicht sicher genug, zum Beispiel zu „{ $office }“.
plan-saved = Der Plan steht in { $file }. Schalten Sie mit "do": false ab, was nicht geschehen soll, und führen Sie ihn mit „gleichstand apply“ aus.
plan-needs-file = Einen Plan gibt es nur für eine Datendatei, die schon da ist.
    .do = Legen Sie sie mit „gleichstand pst new“ an, oder lassen Sie --plan weg.
plan-unreadable = Das ist kein Plan dieses Programms; nicht zu verstehen in Zeile { $line }, Spalte { $column }.
    .do = Ändern Sie in einem Plan nur "do"; erstellen Sie ihn sonst neu.
plan-other-format = Dieser Plan wurde von einer anderen Version des Programms geschrieben.
    .do = Erstellen Sie ihn neu.
plan-other-file = Der Plan gehört zu einer anderen Datendatei als { $file }.
    .do = Erstellen Sie den Plan für diese Datendatei neu.
plan-other-mapping = Seit der Plan erstellt wurde, ist die Feldzuordnung geändert worden.
    .do = Erstellen Sie den Plan neu.

conflict-note = { $date }, { $field } vor dem Abgleich: { $value }

decisions-none = Es sind keine Entscheidungen offen.
decisions-how = „gleichstand conflicts show N“ zeigt, worin sich beide Seiten unterscheiden und was man entscheiden kann; „gleichstand conflicts resolve N …“ entscheidet.
head-number = Nr.
head-since = Seit
head-question = Frage
head-choice = Wahl
head-effect = Was geschieht
head-office = Adressdatenbank
decision-head = Datendatei { $file }, Lauf { $run }, offen seit { $since }
decision-other-choices = Zur Entscheidung { $id } passt das nicht; möglich sind: { $choices }.
    .do = „gleichstand conflicts show { $id }“ sagt, was sie bewirken.
decision-other-field = In der Entscheidung { $id } unterscheidet sich kein Feld „{ $field }“.
    .do = Unterscheiden sich Felder, nennt sie „gleichstand conflicts show { $id }“.
decision-not-possible = Die Entscheidung { $id } lässt sich so nicht ausführen: Der Datensatz fehlt, oder er ist schon mit einem anderen Element verknüpft.
    .do = „gleichstand conflicts show { $id }“ zeigt, worum es geht; mit --with nennen Sie einen anderen Datensatz.
decision-changed = Seit die Entscheidung { $id } offen ist, wurden die Werte geändert, um die es geht. Es wurde nichts geschrieben.
    .do = Gleichen Sie noch einmal ab; dann stehen die jetzigen Werte da.
decision-with = Gehört { $what } zu einem anderen Datensatz, nennen Sie ihn mit --with.
decision-choices = „gleichstand conflicts resolve { $id } WAHL“ führt eine davon aus.
choice-hold-office = die Werte der Adressdatenbank gelten
choice-hold-outlook = die Werte von Outlook gelten
choice-hold-both = die neueren Werte gelten, die anderen kommen in die Bemerkung
choice-unlink = sie gehören nicht zusammen: { $what } wird ein eigener Datensatz mit eigener Nummer
choice-ignore = beide bleiben, wie sie sind, bis sich einer ändert
choice-restore-record = der Datensatz wird wiederhergestellt
choice-delete-item = auch { $what } kommt nach „Gelöschte Elemente“
choice-restore-item = { $what } kommt zurück nach Outlook
choice-delete-record = auch der Datensatz { $office } kommt in den Papierkorb
choice-number-back = das Element bekommt seine Nummer zurück
choice-link = { $what } und { $office } gehören zusammen
choice-restore-linked = der gelöschte Datensatz kommt zurück und gehört zu { $what }
choice-new = { $what } wird ein eigener Datensatz; eine Nummer, die schon vergeben war, wird ersetzt
decision-other-file = Die Entscheidung { $id } gehört zu einer anderen Datendatei.
    .do = Nennen Sie die richtige mit --outlook.
decision-several-files = Die Frage { $id } ist bei mehreren Datendateien offen.
    .do = Nennen Sie mit --outlook die gemeinte.
decision-settled = Zur Entscheidung { $id } ist nichts mehr zu tun.
    .do = Der nächste Abgleich nimmt sie aus der Liste.
undo-left = { $item }: { $fields } wurde seit dem Lauf geändert und bleibt ({ $side_is ->
        [office] Adressdatenbank
       *[outlook] Outlook
    }).
undo-no-file = Die Datendatei des Laufs { $run } liegt hier nicht mehr.
    .do = Nennen Sie sie mit --outlook.
undo-other-file = Der Lauf { $run } gehört zu einer anderen Datendatei.
    .do = Nennen Sie die richtige mit --outlook.
why-undo = Lauf { $run } zurückgenommen
why-row-1 = neu in der Adressdatenbank
why-row-2 = neu in Outlook
why-row-3 = Nummer fehlte am Element
why-row-4 = in der Adressdatenbank geändert
why-row-5 = in Outlook geändert
why-row-6 = auf beiden Seiten geändert, verschiedene Felder
why-row-7 = auf beiden Seiten gleich geändert
why-row-8 = auf beiden Seiten geändert; der neuere Wert gilt
why-row-9 = auf der anderen Seite geleert
why-row-10 = war leer und wurde gefüllt
why-row-11 = in der Adressdatenbank gelöscht, in Outlook noch da: wiederhergestellt
why-row-12 = in der Adressdatenbank gelöscht, in Outlook geändert: wiederhergestellt
why-row-13 = fehlte in Outlook: zurückgebracht oder Löschung weitergegeben
why-row-14 = fehlte in Outlook, seither in der Adressdatenbank geändert: zurückgebracht
why-row-16 = das Element wurde verschoben und neu verknüpft
why-row-18 = Kopie mit anderer Person: neuer Kunde
why-row-21 = die Nummer war hier unbekannt
why-row-22 = Nummer eines gelöschten Datensatzes: wiederhergestellt
why-row-26 = Nummer nachgetragen
why-other-row = Zeile { $row } der Regeln

watch-begins = „{ $file }“ wird abgeglichen, sobald sich dort oder in der Adressdatenbank etwas ändert. Strg+C beendet das.
watch-every = „{ $file }“ wird alle { $minutes } Minuten abgeglichen. Strg+C beendet das.
watch-waits = Es wird gewartet: { $what }

source-nothing = Das ist ein Ordner, und darin ist nichts, was sich importieren lässt: keine Datei von Outlook Express (.dbx, .mbx, .wab), kein Element von Outlook (.msg), keine E-Mail (.eml, .mbox), keine Visitenkarte (.vcf), kein Kalender (.ics) und keine Tabelle (.csv).
    .do = Nennen Sie die Datei selbst oder den Ordner, in dem die Dateien liegen.
source-incomplete = { $file } ist beschädigt oder abgeschnitten; was noch zu finden ist, wird übernommen.
source-headers-only = { $file }: { $count ->
        [one] Von einer E-Mail ist nur der Kopf da; sie wurde nie abgeholt und wird nicht übernommen.
       *[other] Von { COUNT($count) } E-Mails ist nur der Kopf da; sie wurden nie abgeholt und werden nicht übernommen.
    }
source-damaged = { $file }: Ein Eintrag ist beschädigt und kann nicht gelesen werden (bei { $at }).
source-cut-off = { $file } ist abgeschnitten: Mindestens eine E-Mail, die dort stehen soll, fehlt.
source-cut-mail = Das Ende dieser E-Mail fehlt in der Datei; übernommen wurde, was da ist.
source-broken = { $file } ist beschädigt oder abgeschnitten.
    .do = Nehmen Sie eine Sicherungskopie.
source-closed = { $file } kann nicht gelesen werden und wurde ausgelassen.
source-no-plan = Einen Plan gibt es nur für Outlook-Datendateien.
    .do = Was geschähe, zeigt --dry-run.
office-gone = Die Adressdatenbank ist nicht mehr da.
    .do = Legen Sie sie wieder an ihren Ort; so lange geschieht nichts.
source-lost = In { $file } ließ sich mindestens ein Eintrag nicht lesen.
source-too-large = { $file } ist zu groß: Dateien dieser Art werden bis { $size } MB gelesen.
    .do = Teilen Sie die Datei auf.
source-empty = In { $file } ist nichts, was sich übernehmen lässt.
source-unknown = { $file } wurde ausgelassen: Der Inhalt ist nicht, was der Name sagt, oder unbekannt.
source-other-content = Der Name endet auf .{ $kind }, aber der Inhalt ist etwas anderes.
    .do = Sehen Sie nach, ob es die richtige Datei ist und ob sie ganz ist.
source-left = nicht übernommen, weil es dafür kein Feld gibt: { $fields }. (Das wird nur beim ersten Mal gesagt.)

copy-no-folders = Eine Kopie enthält alles; mit --folder lässt sie sich nicht einschränken.
    .do = Wählen Sie mit --only die Arten und mit --since die Zeit.
copy-other-format = Das Format passt nicht zu dieser Art von Datei.
    .do = --format msg gehört zu einem Ordner, vcard3 und vcard4 zu einer .vcf-Datei oder einem Ordner.
copy-is-office = Das ist die Adressdatenbank selbst.
    .do = Nehmen Sie für die Kopie einen anderen Namen.
copy-empty = Es gab nichts zu schreiben; eine Datei wurde nicht angelegt.
copy-no-plan = Für eine Kopie gibt es keinen Plan.
    .do = Was hineinkäme, zeigt --dry-run.
copy-other-kinds = Eine Datei dieser Art kann das, was bei --only steht, nicht aufnehmen.
    .do = .vcf: Adressen. .ics: Termine und Aufgaben. .mbox: E-Mails. .csv: eines davon. Ein Ordner: alles.
copy-one-kind = Eine Tabelle (.csv) nimmt nur eine Art von Datensätzen auf.
    .do = Sagen Sie mit --only, welche; zum Beispiel: --only addresses
copy-file-exists = Die Datei gibt es schon.
    .do = Nehmen Sie einen anderen Namen; mit --yes wird sie durch die Kopie ersetzt.
copy-folder-occupied = Der Ordner ist nicht leer.
    .do = Nennen Sie einen neuen oder leeren Ordner.
copy-nameless = Ohne Namen
copy-nothing-to-say = Davon kann eine Datei dieser Art nichts aufnehmen.
copy-field-left = { $field }: { $count ->
        [one] In einem Datensatz
       *[other] In { COUNT($count) } Datensätzen
    } steht hier etwas, was die Kopie nicht oder nicht ganz aufnehmen kann.
copy-code-page = Zeichen, die es in der Codepage { $page } nicht gibt, sind in der Kopie Fragezeichen; mit --code-page 65001 (UTF-8) bleiben sie erhalten.
copy-kind-left = { $kind ->
        [addresses] Adressen
        [mails] E-Mails
        [appointments] Termine
       *[tasks] Aufgaben
    } kann eine Datei dieser Art nicht aufnehmen.
undo-copy = Der Lauf { $run } hat eine Kopie gemacht; die Adressdatenbank hat er nicht verändert.
    .do = Löschen Sie die Kopie, wenn Sie sie nicht brauchen.
