//! What people write to each other, in parts that fit together.

/// What a mail is about, and its first sentence.
pub const SUBJECTS: &[(&str, &str)] = &[
    ("Angebot", "vielen Dank für Ihre Anfrage. Anbei erhalten Sie unser Angebot."),
    ("Rechnung", "für die erbrachten Leistungen erlauben wir uns zu berechnen, was folgt."),
    ("Terminbestätigung", "hiermit bestätigen wir den vereinbarten Termin vor Ort."),
    (
        "Rückfrage zum Auftrag",
        "zu Ihrem Auftrag haben wir noch eine Frage, ehe wir beginnen können.",
    ),
    (
        "Lieferung verspätet sich",
        "leider trifft die bestellte Ware erst in der nächsten Woche ein.",
    ),
    (
        "Wartung der Heizung",
        "die jährliche Wartung steht wieder an; wir schlagen einen Termin vor.",
    ),
    ("Besichtigung am Montag", "wir kommen gern vorbei und sehen uns die Räume gemeinsam an."),
    ("Preisliste für das neue Jahr", "zum Jahreswechsel passen wir einige Preise an."),
    ("Dank für die Einladung", "herzlichen Dank für die Einladung, wir kommen sehr gern."),
    ("Reklamation", "bei der Durchsicht der Lieferung ist uns ein Fehler aufgefallen."),
];

/// Sentences for the middle of a mail.
pub const SENTENCES: &[&str] = &[
    "Die Einzelheiten haben wir am Telefon bereits besprochen.",
    "Bitte geben Sie uns bis Ende der Woche kurz Bescheid.",
    "Die Maße der Türen und Fenster liegen uns inzwischen vollständig vor.",
    "Für Rückfragen stehen wir Ihnen jederzeit gern zur Verfügung.",
    "Der Preis versteht sich zuzüglich der gesetzlichen Umsatzsteuer.",
    "Sollte der Termin nicht passen, finden wir gewiss einen anderen.",
    "Unsere Monteure bringen alles mit, was dafür nötig ist.",
    "Die alte Anlage nehmen wir auf Wunsch kostenlos zurück.",
    "Bei Zahlung innerhalb von zehn Tagen gewähren wir zwei Prozent Skonto.",
    "Im Anhang finden Sie die Zeichnung in der geänderten Fassung.",
    "Das Muster schicken wir Ihnen mit getrennter Post zu.",
    "Wir würden uns freuen, wieder für Sie arbeiten zu dürfen.",
    "Die Größe ließ sich vor Ort nicht mehr ändern, wohl aber die Farbe.",
    "Herr Müßig aus unserer Werkstatt ruft Sie dazu noch einmal an.",
];

/// Folders of mails.
pub const FOLDERS: &[&str] =
    &["/Posteingang", "/Posteingang/Kunden", "/Posteingang/Lieferanten", "/Gesendete Elemente"];

/// Names of attachments, and their media types.
pub const FILES: &[(&str, &str)] = &[
    ("Angebot.pdf", "application/pdf"),
    ("Rechnung.pdf", "application/pdf"),
    ("Grundriß.png", "image/png"),
    ("Preisliste.xls", "application/vnd.ms-excel"),
    ("Foto der Baustelle.jpg", "image/jpeg"),
];

/// What happens at a time.
pub const OCCASIONS: &[(&str, &str)] = &[
    ("Besprechung", "Büro"),
    ("Aufmaß vor Ort", "beim Kunden"),
    ("Wartung", "Heizungskeller"),
    ("Abnahme", "Neubau"),
    ("Messe", "Halle 7"),
    ("Urlaub", ""),
    ("Zahnarzt", "Marktplatz 3"),
    ("Geburtstagsfeier", "Gasthaus zur Post"),
];

/// What is to be done.
pub const DUTIES: &[&str] = &[
    "Angebot schreiben",
    "Rechnungen prüfen",
    "Umsatzsteuer voranmelden",
    "Reifen wechseln lassen",
    "Werkzeug nachbestellen",
    "Kundin zurückrufen",
    "Lehrling einweisen",
    "Unterlagen für den Steuerberater ordnen",
];

/// How appointments and tasks recur.
pub const RULES: &[&str] = &[
    "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=WEEKLY;BYDAY=MO",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH",
    "FREQ=MONTHLY;BYMONTHDAY=12",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=WEEKLY;BYDAY=WE;COUNT=20",
];
