import { catalogueOn } from "../e2e/catalogue/on-engine";
import { generation } from "../e2e/generations/generation";

generation("engine29");
catalogueOn("engine29");
