-- The country's name as the survey had it when the turn was asked; NULL in turns of before.

ALTER TABLE "Turns" ADD COLUMN "CountryName" TEXT NULL;
