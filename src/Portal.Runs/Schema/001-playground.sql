-- The playground: turns, their draws, and the explanations asked for.
-- Times are UTC; Probe, Demonstrations, GroundTruth and Request are JSON; enumerations are their names in the HTTP interface.

CREATE TABLE "Turns" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_Turns" PRIMARY KEY,
    "CreatedUtc" TEXT NOT NULL,
    "StartedUtc" TEXT NULL,
    "FinishedUtc" TEXT NULL,
    "State" TEXT NOT NULL,
    "Failure_Code" TEXT NULL,
    "Failure_Message" TEXT NULL,
    "Failure_Remedy" TEXT NULL,
    "Request" TEXT NOT NULL,
    "Model" TEXT NOT NULL,
    "Endpoint" TEXT NOT NULL,
    "Country" TEXT NOT NULL,
    "Language" TEXT NOT NULL,
    "ProbeId" TEXT NULL,
    "Probe" TEXT NOT NULL,
    "Strategy" TEXT NOT NULL,
    "Samples" INTEGER NOT NULL,
    "Temperature" REAL NOT NULL,
    "Seed" INTEGER NOT NULL,
    "Demonstrations" TEXT NOT NULL,
    "GroundTruth" TEXT NULL,
    "Provenance_ModelFingerprint" TEXT NULL,
    "Provenance_ProbeSet" TEXT NOT NULL,
    "Provenance_Survey" TEXT NOT NULL,
    "Provenance_Code" TEXT NOT NULL
);

CREATE INDEX "IX_Turns_State" ON "Turns" ("State");

CREATE TABLE "TurnDraws" (
    "TurnId" TEXT NOT NULL,
    "Arm" TEXT NOT NULL,
    "Index" INTEGER NOT NULL,
    "Order" INTEGER NOT NULL,
    "Prompt" TEXT NOT NULL,
    "ShownFirst" TEXT NOT NULL,
    "Text" TEXT NOT NULL,
    "Answer" TEXT NOT NULL,
    "Milliseconds" INTEGER NOT NULL,
    CONSTRAINT "PK_TurnDraws" PRIMARY KEY ("TurnId", "Arm", "Index"),
    CONSTRAINT "FK_TurnDraws_Turns_TurnId" FOREIGN KEY ("TurnId") REFERENCES "Turns" ("Id") ON DELETE CASCADE
);

CREATE UNIQUE INDEX "IX_TurnDraws_TurnId_Order" ON "TurnDraws" ("TurnId", "Order");

CREATE TABLE "Explanations" (
    "TurnId" TEXT NOT NULL,
    "Arm" TEXT NOT NULL,
    "Index" INTEGER NOT NULL,
    "CreatedUtc" TEXT NOT NULL,
    "Text" TEXT NOT NULL,
    CONSTRAINT "PK_Explanations" PRIMARY KEY ("TurnId", "Arm", "Index"),
    CONSTRAINT "FK_Explanations_Turns_TurnId" FOREIGN KEY ("TurnId") REFERENCES "Turns" ("Id") ON DELETE CASCADE
);
