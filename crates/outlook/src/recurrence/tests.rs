mod blobs;
mod expansion;
mod judge;
mod series;
