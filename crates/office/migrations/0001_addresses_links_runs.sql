-- Addresses, number ranges, links with their bases, runs, journal, open decisions.
--
-- Words in braces are put in for each database. Times are microseconds since 1970 in UTC, dates
-- are text (YYYY-MM-DD), lists are JSON. An empty text means that the field is empty.

CREATE TABLE setting (
    name  {text} PRIMARY KEY,
    value {text} NOT NULL
) {strict};

-- The next internal numbers. They are handed out here, never by the database, so that none is
-- ever used twice, whatever is deleted.
CREATE TABLE counter (
    name {text} PRIMARY KEY,
    next {int} NOT NULL
) {strict};

INSERT INTO counter (name, next) VALUES ('address', 1), ('link', 1);

-- Customer numbers and the like.
CREATE TABLE number_range (
    kind  {text} PRIMARY KEY,
    start {int} NOT NULL,
    next  {int} NOT NULL
) {strict};

INSERT INTO number_range (kind, start, next)
VALUES ('addresses', 10000, 10000), ('mails', 10000, 10000),
       ('appointments', 10000, 10000), ('tasks', 10000, 10000);

CREATE TABLE address (
    id            {key},
    version       {int} NOT NULL,
    created_at    {time} NOT NULL,
    changed_at    {time} NOT NULL,
    deleted_at    {time},
    parent_id     {int} REFERENCES address (id),
    customer_no   {text} NOT NULL,
    -- What is compared, sorted and matched; made from the fields below.
    number_key    {text},
    number_sort   {text} NOT NULL,
    sort_key      {text} NOT NULL,
    name_key      {text},
    email_key     {text},
    email2_key    {text},
    email3_key    {text},
    mobile_key    {text},
    -- The fields.
    salutation    {text} NOT NULL,
    title         {text} NOT NULL,
    first_name    {text} NOT NULL,
    middle_name   {text} NOT NULL,
    last_name     {text} NOT NULL,
    suffix        {text} NOT NULL,
    nickname      {text} NOT NULL,
    company       {text} NOT NULL,
    department    {text} NOT NULL,
    "position"    {text} NOT NULL,
    office        {text} NOT NULL,
    profession    {text} NOT NULL,
    street        {text} NOT NULL,
    postal_code   {text} NOT NULL,
    city          {text} NOT NULL,
    state         {text} NOT NULL,
    country       {text} NOT NULL,
    po_box        {text} NOT NULL,
    street2       {text} NOT NULL,
    postal_code2  {text} NOT NULL,
    city2         {text} NOT NULL,
    state2        {text} NOT NULL,
    country2      {text} NOT NULL,
    po_box2       {text} NOT NULL,
    phone         {text} NOT NULL,
    phone2        {text} NOT NULL,
    phone_home    {text} NOT NULL,
    mobile        {text} NOT NULL,
    fax           {text} NOT NULL,
    fax_home      {text} NOT NULL,
    email         {text} NOT NULL,
    email2        {text} NOT NULL,
    email3        {text} NOT NULL,
    website       {text} NOT NULL,
    birthday      {text} NOT NULL,
    anniversary   {text} NOT NULL,
    spouse        {text} NOT NULL,
    children      {text} NOT NULL,
    assistant     {text} NOT NULL,
    manager       {text} NOT NULL,
    letter_salutation {text} NOT NULL,
    "groups"      {text} NOT NULL,
    notes         {text} NOT NULL,
    vat_id        {text} NOT NULL,
    debtor_account {text} NOT NULL,
    last_contact  {text} NOT NULL,
    free1         {text} NOT NULL,
    free2         {text} NOT NULL,
    free3         {text} NOT NULL,
    free4         {text} NOT NULL,
    free5         {text} NOT NULL,
    free6         {text} NOT NULL,
    free7         {text} NOT NULL,
    free8         {text} NOT NULL,
    free9         {text} NOT NULL,
    free10        {text} NOT NULL,
    -- NULL where nobody ever said.
    private       {bool}
) {strict};

CREATE UNIQUE INDEX address_number_key ON address (number_key) WHERE number_key IS NOT NULL;
CREATE INDEX address_number_sort ON address (number_sort);
CREATE INDEX address_sort_key ON address (sort_key);
CREATE INDEX address_changed_at ON address (changed_at);
CREATE INDEX address_name_key ON address (name_key) WHERE name_key IS NOT NULL;
CREATE INDEX address_email_key ON address (email_key) WHERE email_key IS NOT NULL;
CREATE INDEX address_email2_key ON address (email2_key) WHERE email2_key IS NOT NULL;
CREATE INDEX address_email3_key ON address (email3_key) WHERE email3_key IS NOT NULL;
CREATE INDEX address_mobile_key ON address (mobile_key) WHERE mobile_key IS NOT NULL;

{search table};

-- Outlook data files that were ever exchanged with; `store` is the file's own identity.
CREATE TABLE data_file (
    id     {id},
    store  {text} NOT NULL UNIQUE,
    path   {text} NOT NULL,
    backup {text} NOT NULL
) {strict};

CREATE TABLE run (
    id         {id},
    job        {text} NOT NULL,
    file       {int} NOT NULL REFERENCES data_file (id),
    path       {text} NOT NULL,
    started_at {time} NOT NULL,
    ended_at   {time},
    exit_code  {int},
    report     {text}
) {strict};

-- Which office record and which Outlook item are the same thing. Stamps of items are tenths of
-- microseconds, as Outlook has them: they must come back exactly.
CREATE TABLE link (
    id             {key},
    file           {int} NOT NULL REFERENCES data_file (id),
    kind           {text} NOT NULL,
    item           {bytes} NOT NULL,
    office         {int},
    number         {text} NOT NULL,
    number_key     {text},
    item_row       {int} NOT NULL,
    item_stamp     {int},
    office_row     {int} NOT NULL,
    office_stamp   {int},
    slot           {text} NOT NULL,
    mapping        {int} NOT NULL,
    state          {text} NOT NULL,
    number_written {bool} NOT NULL,
    fingerprint    {int} NOT NULL,
    run            {int} NOT NULL REFERENCES run (id),
    -- In this order: a search for many items must not begin with all those of the file.
    UNIQUE (item, file)
) {strict};

CREATE INDEX link_office ON link (office);
CREATE INDEX link_number_key ON link (number_key) WHERE number_key IS NOT NULL;

-- What both sides of a link held when they were last in step, as JSON.
CREATE TABLE base (
    link   {key} REFERENCES link (id) ON DELETE CASCADE,
    office {text} NOT NULL DEFAULT '{}',
    item   {text} NOT NULL DEFAULT '{}'
) {strict};

-- Every field written. A row of a new record holds all its fields: `field` is NULL then, and
-- `after_value` a JSON object.
CREATE TABLE journal (
    id           {id},
    run          {int} NOT NULL REFERENCES run (id),
    kind         {text} NOT NULL,
    side         {text} NOT NULL,
    office       {int},
    item         {bytes},
    name         {text} NOT NULL,
    what         {text} NOT NULL,
    field        {text},
    before_value {text},
    after_value  {text},
    rule         {int} NOT NULL,
    why          {text} NOT NULL
) {strict};

CREATE INDEX journal_run ON journal (run);
CREATE INDEX journal_office ON journal (office);

CREATE TABLE open_decision (
    id          {id},
    run         {int} NOT NULL REFERENCES run (id),
    file        {int} NOT NULL REFERENCES data_file (id),
    created_at  {time} NOT NULL,
    kind        {text} NOT NULL,
    item        {bytes} NOT NULL,
    item_name   {text} NOT NULL,
    office      {int},
    office_name {text} NOT NULL,
    rule        {int} NOT NULL,
    fields      {text} NOT NULL,
    why         {text} NOT NULL,
    UNIQUE (file, item, rule)
) {strict};
