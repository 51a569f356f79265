import { catalogueOn } from "./catalogue/on-engine";

catalogueOn("bullseye");
catalogueOn("bookworm");
catalogueOn("trixie");
catalogueOn("forky");
