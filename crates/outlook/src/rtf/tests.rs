mod compression;
mod encapsulation;
